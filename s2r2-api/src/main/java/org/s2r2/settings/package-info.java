/** Configuration values read with their key, their range and a clear error. */
package org.s2r2.settings;

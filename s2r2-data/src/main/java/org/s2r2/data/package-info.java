/** Image datasets: what they hold, and how one is opened by its name and settings. */
package org.s2r2.data;

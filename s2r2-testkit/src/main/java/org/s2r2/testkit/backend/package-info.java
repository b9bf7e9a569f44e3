/** The contracts of backends. */
package org.s2r2.testkit.backend;

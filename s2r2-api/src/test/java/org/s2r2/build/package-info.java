/** Maven, run by a test beside the build that runs the test. */
package org.s2r2.build;

/** The command line. */
package org.s2r2.cli;

/** The contract of a {@link org.s2r2.collective.Collective}, and one of threads. */
package org.s2r2.testkit.collective;

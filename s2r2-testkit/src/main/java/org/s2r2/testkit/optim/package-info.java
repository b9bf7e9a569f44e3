/** The contracts of optimisers and schedules, and updates in plain Java. */
package org.s2r2.testkit.optim;

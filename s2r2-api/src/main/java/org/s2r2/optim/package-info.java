/** Optimisers and learning-rate schedules as data, with one meaning on every backend. */
package org.s2r2.optim;

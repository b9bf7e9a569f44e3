/** The training loop and the events it tells its listeners. */
package org.s2r2.training;

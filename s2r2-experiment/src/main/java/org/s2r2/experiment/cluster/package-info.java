/** What a command asks of the machines of a cluster, and the door for a module that has some. */
@NullMarked
package org.s2r2.experiment.cluster;

import org.jspecify.annotations.NullMarked;

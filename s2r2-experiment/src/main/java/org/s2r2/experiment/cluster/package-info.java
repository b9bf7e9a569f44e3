/** What a command asks of the machines of a cluster, and the door for a module that has some. */
package org.s2r2.experiment.cluster;

/** What a run was made of: its configuration, its images, the code, the engine and the machine. */
@NullMarked
package org.s2r2.experiment.provenance;

import org.jspecify.annotations.NullMarked;

/** The contract between the framework and a deep-learning engine. */
@NullMarked
package org.s2r2.backend;

import org.jspecify.annotations.NullMarked;

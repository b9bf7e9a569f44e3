/** How jars add to the framework, and what the framework itself adds in this way. */
@NullMarked
package org.s2r2.plugin;

import org.jspecify.annotations.NullMarked;

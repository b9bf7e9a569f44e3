/** Public datasets: downloaded from their hosts, checked and unpacked. */
@NullMarked
package org.s2r2.data.fetch;

import org.jspecify.annotations.NullMarked;

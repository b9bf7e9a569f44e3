/** The objectives that ranking is compared with: SimCLR's and SwAV's. */
package org.s2r2.baseline;

/** Random views of an image, and the fixed transform of evaluation. */
package org.s2r2.data.augment;

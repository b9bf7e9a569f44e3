/** The contracts of datasets and augmentations. */
package org.s2r2.testkit.data;

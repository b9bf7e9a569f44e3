/** Indices of embedded pictures: what looks alike, near-duplicates, outliers and what to label first. */
package org.s2r2.search;

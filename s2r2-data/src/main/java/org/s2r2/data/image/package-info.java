/** Reading pictures, hardened against damaged and hostile files. */
package org.s2r2.data.image;

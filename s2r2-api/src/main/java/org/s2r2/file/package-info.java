/** Files from outside, read with bounds, and files that are written whole or not at all. */
package org.s2r2.file;

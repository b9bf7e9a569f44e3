/** The page on which people search and look through the pictures of an index, and the server of this page. */
@NullMarked
package org.s2r2.search.explore;

import org.jspecify.annotations.NullMarked;

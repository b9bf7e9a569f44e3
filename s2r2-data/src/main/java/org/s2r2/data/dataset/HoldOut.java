package org.s2r2.data.dataset;

import org.s2r2.data.Split;

/**
 * Which images of a list belong to a split, where both splits come from the same list.
 *
 * @param fraction of test images, spread evenly over the list; with 0 both splits have all images
 */
record HoldOut(Split split, double fraction) {

    boolean has(int position) {
        boolean test = Math.floor((position + 1) * fraction) > Math.floor(position * fraction);
        return fraction == 0 || test == (split == Split.TEST);
    }
}

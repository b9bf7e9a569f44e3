/** The batch of views that a loader hands to a backend. */
package org.s2r2.view;

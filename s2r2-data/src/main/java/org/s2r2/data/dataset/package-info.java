/** The datasets that come with the framework. */
package org.s2r2.data.dataset;

/** What is in a dataset, in numbers and in pictures. */
package org.s2r2.data.inspect;

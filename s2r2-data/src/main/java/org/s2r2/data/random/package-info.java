/** Random numbers that depend on their keys alone. */
package org.s2r2.data.random;

/** A worked example: a new ranking loss as one small class, and the module that makes it known by name. */
package org.s2r2.examples.loss;

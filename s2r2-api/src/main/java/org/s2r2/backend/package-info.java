/** The contract between the framework and a deep-learning engine. */
package org.s2r2.backend;

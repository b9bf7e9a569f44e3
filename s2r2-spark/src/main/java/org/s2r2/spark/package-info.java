/** Commands that run on Apache Spark. */
package org.s2r2.spark;

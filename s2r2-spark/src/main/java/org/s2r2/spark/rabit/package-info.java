/** Sums over workers by XGBoost's collective, Rabit. */
package org.s2r2.spark.rabit;

/** Tables of embeddings in Parquet files. */
package org.s2r2.spark.table;

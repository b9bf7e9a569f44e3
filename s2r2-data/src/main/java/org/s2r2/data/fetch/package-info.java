/** Public datasets: downloaded from their hosts, checked and unpacked. */
package org.s2r2.data.fetch;

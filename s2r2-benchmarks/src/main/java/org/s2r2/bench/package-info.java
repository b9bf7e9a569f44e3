/** How fast what an experiment describes runs, on one backend or on several in turn. */
package org.s2r2.bench;

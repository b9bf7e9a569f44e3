/** The backend on ND4J, the arrays of Deeplearning4j: layer trees and update rules as native operations. */
package org.s2r2.dl4j;

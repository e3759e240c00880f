/** Breaks the rules on purpose, to test that violations are found. */
@org.jspecify.annotations.NullMarked
package studio.atelier.violation.second;

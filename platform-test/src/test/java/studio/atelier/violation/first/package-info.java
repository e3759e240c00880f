/** Breaks the rules, to see that they are noticed. */
@org.jspecify.annotations.NullMarked
package studio.atelier.violation.first;

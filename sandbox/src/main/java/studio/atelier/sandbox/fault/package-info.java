/** What goes wrong on order: the plan of faults, changed at run time by API and page. */
@NullMarked
package studio.atelier.sandbox.fault;

import org.jspecify.annotations.NullMarked;

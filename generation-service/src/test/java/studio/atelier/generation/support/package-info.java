/** What the tests of jobs share: kie.ai and billing as played by us. */
package studio.atelier.generation.support;

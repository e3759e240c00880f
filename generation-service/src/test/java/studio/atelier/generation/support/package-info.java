/** Shared by the tests of jobs: fakes of kie.ai and billing. */
package studio.atelier.generation.support;

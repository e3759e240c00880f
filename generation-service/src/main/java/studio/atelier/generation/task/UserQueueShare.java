package studio.atelier.generation.task;

/**
 * What a user gets of a queue.
 *
 * @param weight tasks served for each one of a user with weight 1
 * @param running tasks with workers at once
 */
public record UserQueueShare(double weight, int running) {}

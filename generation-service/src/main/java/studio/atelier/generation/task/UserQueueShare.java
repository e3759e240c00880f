package studio.atelier.generation.task;

/**
 * A user's share of a queue.
 *
 * @param weight tasks served for each one of a user with weight 1
 * @param running tasks that may run at once
 */
public record UserQueueShare(double weight, int running) {}

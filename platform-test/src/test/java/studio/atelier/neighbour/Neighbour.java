package studio.atelier.neighbour;

public record Neighbour(String name) {}

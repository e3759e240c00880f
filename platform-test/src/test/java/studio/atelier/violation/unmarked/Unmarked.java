package studio.atelier.violation.unmarked;

class Unmarked {}

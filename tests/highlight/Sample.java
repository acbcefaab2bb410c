package guide.planner;

import java.time.LocalDate;
import java.util.List;

/**
 * A program that was applied to.
 *
 * @param name what it is called
 */
public record Program(String name, int places) implements Comparable<Program> {
    private static final long SERIAL = 0x1FL;
    private static final double SHARE = 1.5e-3;

    // Sorted by name.
    @Override
    public int compareTo(Program other) {
        return name.compareTo(other.name);
    }

    @SuppressWarnings("unchecked")
    public static <T extends Comparable<T>> List<T> sorted(List<? super T> items) throws Exception {
        if (items == null || items.isEmpty()) {
            throw new IllegalArgumentException("no items: \"" + items + "\"\n");
        }
        char mark = '\'';
        var found = new java.util.ArrayList<T>();
        for (int i = 0; i < 1_000 && !found.contains(i); i++) {
            found.add((T) items.get(i));
        }
        return switch (found.size()) {
            case 0 -> List.of();
            default -> {
                yield found;
            }
        };
    }

    interface Visitor { void visit(Program program); }

    enum State { OPEN, CLOSED }

    String text() {
        return """
            Dear "program",
            thank you.
            """;
    }

    boolean open = true, instance = this instanceof Program;
}

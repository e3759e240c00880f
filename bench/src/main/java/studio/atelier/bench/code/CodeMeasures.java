package studio.atelier.bench.code;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures names and sizes against STYLE, over the current sources. It needs no build: {@code java
 * bench/src/main/java/studio/atelier/bench/code/CodeMeasures.java} in the root of the repository. A second argument
 * {@code places} lists the methods and lambdas that miss their aim: {@code CodeMeasures.java . places}.
 */
public final class CodeMeasures {

    private static final List<String> PRODUCTION = List.of(
            "contracts",
            "platform",
            "auth-service",
            "billing-service",
            "chat-service",
            "gateway-service",
            "generation-service");
    private static final List<String> TOOLS = List.of("sandbox", "deploy/local", "bench", "e2e", "platform-test");
    private static final int LONG_METHOD = 40;
    private static final int LONG_LAMBDA = 8;
    private static final int DEEP_LAMBDA = 3;

    private final Path root;
    private final PrintStream out;

    private CodeMeasures(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        new CodeMeasures(
                        Path.of(arguments.length == 0 ? "." : arguments[0]),
                        new PrintStream(System.out, true, StandardCharsets.UTF_8))
                .print(arguments.length > 1 && "places".equals(arguments[1]));
    }

    private void print(boolean withPlaces) throws IOException {
        List<Path> production = sources(PRODUCTION, "src/main/java");
        Counts counts = Counts.of(production);
        line("production, files", counts.files, "");
        line("production, code lines", codeLines(production), "no more than before");
        line("tools, code lines (tests included)", codeLines(sources(TOOLS, "src")), "");
        share("methods named by one word", counts.oneWordMethods, counts.methods, "≤ 30 %");
        line("characters of a type's name, median", median(counts.typeNameLengths), "≥ 15");
        Map.Entry<String, Integer> largest = largest(counts.filesOfPackage);
        line("files of the largest package, " + largest.getKey(), largest.getValue(), "≤ 20");
        line("lines of the longest method, " + counts.longestMethodName, counts.longestMethod, "≤ " + LONG_METHOD);
        share("lambdas over " + LONG_LAMBDA + " lines", counts.longLambdas, counts.lambdas, "≤ 1 %");
        line("lambdas nested " + DEEP_LAMBDA + " deep or more", counts.deepLambdas, "0");
        line("versioned migrations", migrations(), "≤ 9");
        if (withPlaces) {
            counts.places.forEach(out::println);
        }
    }

    private void line(String what, long figure, String aim) {
        out.printf("%-70s %,8d   %s%n", what, figure, aim);
    }

    private void share(String what, long part, long whole, String aim) {
        out.printf("%-70s %7.1f%%   %s%n", what + " (" + part + " of " + whole + ")", 100.0 * part / whole, aim);
    }

    private List<Path> sources(List<String> modules, String folder) throws IOException {
        return find(modules, folder, ".*\\.java");
    }

    private long migrations() throws IOException {
        return find(PRODUCTION, "src/main/resources/db", "V\\d+__.*\\.sql").size();
    }

    private List<Path> find(List<String> modules, String folder, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : modules) {
            Path from = root.resolve(module).resolve(folder);
            if (Files.isDirectory(from)) {
                try (Stream<Path> files = Files.walk(from)) {
                    files.filter(file -> file.getFileName().toString().matches(name))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    /** Lines that are neither blank nor comments. */
    private static long codeLines(Collection<Path> files) {
        return files.stream().mapToLong(CodeMeasures::codeLines).sum();
    }

    private static long codeLines(Path file) {
        boolean inComment = false;
        long code = 0;
        for (String line : read(file)) {
            String text = line.strip();
            boolean isComment = inComment || text.startsWith("//") || text.startsWith("/*");
            inComment = (inComment || text.startsWith("/*")) && !text.contains("*/");
            if (!text.isEmpty() && !isComment) {
                code++;
            }
        }
        return code;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long median(List<Integer> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static Map.Entry<String, Integer> largest(Map<String, Integer> sizes) {
        return sizes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    }

    /** The counts from a walk over the syntax trees. */
    private static final class Counts extends TreePathScanner<Void, Void> {

        private final SourcePositions positions;
        private final Map<String, Integer> filesOfPackage = new HashMap<>();
        private final List<Integer> typeNameLengths = new ArrayList<>();
        private long files;
        private long methods;
        private long oneWordMethods;
        private long lambdas;
        private long longLambdas;
        private long deepLambdas;
        private long longestMethod;
        private String longestMethodName = "";
        private final List<String> places = new ArrayList<>();

        private Counts(SourcePositions positions) {
            this.positions = positions;
        }

        static Counts of(List<Path> sources) throws IOException {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
                JavacTask task = (JavacTask)
                        compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
                Counts counts = new Counts(Trees.instance(task).getSourcePositions());
                for (CompilationUnitTree unit : task.parse()) {
                    counts.scan(new TreePath(unit), null);
                }
                return counts;
            }
        }

        @Override
        public Void visitCompilationUnit(CompilationUnitTree unit, Void nothing) {
            files++;
            if (!unit.getSourceFile().getName().endsWith("package-info.java")) {
                filesOfPackage.merge(String.valueOf(unit.getPackageName()), 1, Integer::sum);
            }
            return super.visitCompilationUnit(unit, null);
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!type.getSimpleName().isEmpty()) {
                typeNameLengths.add(type.getSimpleName().length());
            }
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            String name = method.getName().toString();
            if (!"<init>".equals(name)) {
                methods++;
                if (name.chars().noneMatch(Character::isUpperCase)) {
                    oneWordMethods++;
                }
                long lines = lines(method);
                if (lines > LONG_METHOD) {
                    place("method of " + lines + " lines", method);
                }
                if (lines > longestMethod) {
                    longestMethod = lines;
                    longestMethodName = enclosingType() + "." + name;
                }
            }
            return super.visitMethod(method, null);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
            lambdas++;
            if (lines(lambda) > LONG_LAMBDA) {
                longLambdas++;
                place("lambda of " + lines(lambda) + " lines", lambda);
            }
            if (lambdaDepth() == DEEP_LAMBDA) {
                deepLambdas++;
                place("lambda nested " + DEEP_LAMBDA + " deep", lambda);
            }
            return super.visitLambdaExpression(lambda, null);
        }

        private void place(String what, Tree tree) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            places.add(unit.getSourceFile().getName() + ":" + line + ": " + what);
        }

        private String enclosingType() {
            return ((ClassTree) getCurrentPath().getParentPath().getLeaf())
                    .getSimpleName()
                    .toString();
        }

        private long lambdaDepth() {
            return StreamSupport.stream(getCurrentPath().spliterator(), false)
                    .filter(LambdaExpressionTree.class::isInstance)
                    .count();
        }

        private long lines(Tree tree) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree)) - first + 1;
        }
    }
}

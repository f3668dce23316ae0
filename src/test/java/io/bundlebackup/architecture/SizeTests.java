package io.bundlebackup.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How large a file, a method, a constructor and a package of the product may become. What is larger asks for a cut. */
class SizeTests {
    private static final int LINES_OF_A_FILE = 300;
    private static final int LINES_OF_A_METHOD = 40;
    private static final int PARAMETERS_OF_A_CONSTRUCTOR = 7;
    private static final int CLASSES_OF_A_PACKAGE = 40;

    /** Records that mirror an external format, a component for each column, and check the columns in a constructor. */
    private static final Map<String, String> WIDE_RECORDS = Map.of(
            "Entry", "a line of a manifest",
            "Stat", "struct statx of Linux",
            "DeclaredBundle", "an entry of backup.bundles[] in the configuration",
            "Application", "the members of bundle.json",
            "Bundle", "a bundle as GET /v1/bundles lists it");

    private static final Map<String, Integer> FILES = new TreeMap<>();
    private static final Map<String, Integer> METHODS = new TreeMap<>();
    private static final Map<String, Integer> CONSTRUCTORS = new TreeMap<>();
    private static final Map<String, Integer> PACKAGES = new TreeMap<>();

    @Test
    void noFileIsLongerThan300Lines() {
        assertThat(above(LINES_OF_A_FILE, FILES)).isEmpty();
    }

    @Test
    void noMethodIsLongerThan40Lines() {
        assertThat(above(LINES_OF_A_METHOD, METHODS)).isEmpty();
    }

    @Test
    void noConstructorHasMoreThan7ParametersExceptInRecordsOfExternalFormats() {
        assertThat(above(PARAMETERS_OF_A_CONSTRUCTOR, CONSTRUCTORS)).isEqualTo(WIDE_RECORDS.keySet());
    }

    @Test
    void noPackageHasMoreThan40Classes() {
        assertThat(above(CLASSES_OF_A_PACKAGE, PACKAGES)).isEmpty();
    }

    @BeforeAll
    static void measure() throws IOException {
        var sources = sources();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    diagnostic -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(sources));
            var positions = Trees.instance(task).getSourcePositions();
            for (var unit : task.parse()) {
                new Measuring(unit, positions).scan(unit, null);
            }
        }
        for (var source : sources) {
            FILES.put(name(source), Files.readAllLines(source).size());
            if (!name(source).equals("package-info")) {
                PACKAGES.merge(source.getParent().toString(), 1, Integer::sum);
            }
        }
        assertThat(METHODS).hasSizeGreaterThan(1_000);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String name(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }

    private static Set<String> above(int most, Map<String, Integer> sizes) {
        var names = new TreeSet<String>();
        sizes.forEach((name, size) -> {
            if (size > most) {
                names.add(name);
            }
        });
        return names;
    }

    /** Notes lines of methods and parameters of constructors; of several with one name the largest. */
    private static class Measuring extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lines;

        Measuring(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.lines = unit.getLineMap();
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            var in = ((ClassTree) getCurrentPath().getParentPath().getLeaf()).getSimpleName();
            if (method.getName().contentEquals("<init>")) {
                CONSTRUCTORS.merge(in.toString(), method.getParameters().size(), Math::max);
            }
            if (method.getBody() != null) {
                METHODS.merge(in + "." + method.getName(), length(method), Math::max);
            }
            return super.visitMethod(method, nothing);
        }

        private int length(Tree tree) {
            var first = lines.getLineNumber(positions.getStartPosition(unit, tree));
            var last = lines.getLineNumber(positions.getEndPosition(unit, tree));
            return Math.toIntExact(last - first + 1);
        }
    }
}

package org.socketservice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.annotation.ImportCandidates;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules of the design that a compiler does not hold. Imports point the way the bytes
 * travel; each package is described in its {@code package-info}.
 */
class ArchitectureTests {

	private static final String ROOT = "org.socketservice";

	private static final String NAMES_WITHOUT_MEANING = ".*(Util|Helper|Manager)[^.]*";

	/**
	 * The classes of the listener and the client whose matter is a channel: none is
	 * public.
	 */
	private static final String CHANNEL_CLASSES = ".*\\.(Netty|[A-Za-z]*(Channel|Connection|Datagram))[^.]*";

	/** An event loop is an executor to those who know no channel. */
	private static final Class<?>[] EVENT_LOOPS = { EventLoop.class, EventLoopGroup.class };

	private static final int MAX_LINES = 300;

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void packagesShouldImportOnlyWhatTheDesignLetsThem() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true)
			.layer("application")
			.definedBy(ROOT)
			.layer("listener")
			.definedBy(ROOT + ".listener")
			.layer("client")
			.definedBy(ROOT + ".client")
			.layer("properties")
			.definedBy(ROOT + ".properties")
			.layer("transport")
			.definedBy(ROOT + ".transport")
			.layer("framing")
			.definedBy(ROOT + ".framing")
			.layer("connection")
			.definedBy(ROOT + ".connection")
			.layer("gateway")
			.definedBy(ROOT + ".gateway")
			.layer("service")
			.definedBy(ROOT + ".service")
			.layer("actuate")
			.definedBy(ROOT + ".actuate")
			.layer("cli")
			.definedBy(ROOT + ".cli..")
			.ensureAllClassesAreContainedInArchitecture()
			.whereLayer("application")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("listener")
			.mayOnlyAccessLayers("transport", "framing", "connection", "gateway", "properties")
			.whereLayer("client")
			.mayOnlyAccessLayers("transport", "framing", "connection", "properties")
			.whereLayer("transport")
			.mayOnlyAccessLayers("framing", "connection", "properties")
			.whereLayer("properties")
			.mayOnlyAccessLayers("connection")
			.whereLayer("framing")
			.mayNotAccessAnyLayer()
			.whereLayer("connection")
			.mayNotAccessAnyLayer()
			.whereLayer("gateway")
			.mayOnlyAccessLayers("service", "connection")
			.whereLayer("service")
			.mayNotAccessAnyLayer()
			.whereLayer("actuate")
			.mayOnlyAccessLayers("listener", "client", "connection")
			.whereLayer("cli")
			.mayOnlyAccessLayers("client", "transport", "framing")
			.check(CLASSES);
	}

	@Test
	void packagesShouldHaveNoCycles() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void theInnermostPackagesShouldKnowOnlyJava() {
		noClasses().that()
			.resideInAnyPackage(ROOT + ".service", ROOT + ".framing", ROOT + ".connection")
			.should()
			.dependOnClassesThat()
			.resideOutsideOfPackages("java..", "org.jspecify..", ROOT + "..")
			.check(CLASSES);
	}

	@Test
	void onlyChannelClassesShouldKnowNetty() {
		check(noClasses().that()
			.resideOutsideOfPackages(ROOT + ".transport", ROOT + ".framing", ROOT + ".listener", ROOT + ".client")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty.."));
		check(noClasses().that()
			.resideInAnyPackage(ROOT + ".listener", ROOT + ".client")
			.and()
			.haveNameNotMatching(CHANNEL_CLASSES)
			.should()
			.dependOnClassesThat(resideInAPackage("io.netty..").and(not(belongToAnyOf(EVENT_LOOPS)))));
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".transport")
			.and()
			.arePublic()
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty.."));
	}

	@Test
	void everyPackageShouldBeNullMarked() {
		JavaPackage root = CLASSES.getPackage(ROOT);
		assertThat(root.getSubpackagesInTree()).hasSizeGreaterThanOrEqualTo(9)
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
		assertThat(root.isAnnotatedWith(NullMarked.class)).isTrue();
	}

	@Test
	void caseShouldNotDependOnTheLocaleOfTheMachine() {
		check(noClasses().should()
			.callMethod(String.class, "toUpperCase")
			.orShould()
			.callMethod(String.class, "toLowerCase"));
	}

	@Test
	void nothingShouldSleep() {
		check(noClasses().should().callMethodWhere(target(name("sleep"))));
	}

	@Test
	void nothingShouldBeInjectedIntoFields() {
		GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(CLASSES);
	}

	@Test
	void onlyTheCommandLineShouldPrint() {
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".cli..")
			.should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
	}

	@Test
	void noConditionShouldHangOnAPropertySoThatAheadOfTimeProcessingFreezesNone() {
		check(noClasses().should()
			.beAnnotatedWith(ConditionalOnProperty.class)
			.orShould()
			.beAnnotatedWith(ConditionalOnBooleanProperty.class));
		check(noMethods().should()
			.beAnnotatedWith(ConditionalOnProperty.class)
			.orShould()
			.beAnnotatedWith(ConditionalOnBooleanProperty.class));
	}

	@Test
	void everyAutoConfigurationShouldBeDeclared() {
		List<String> written = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)
			.toList();
		List<String> declared = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(ROOT))
			.toList();
		assertThat(declared).isNotEmpty().containsExactlyInAnyOrderElementsOf(written);
	}

	@Test
	void namesShouldSayWhatAClassDoes() {
		check(noClasses().should().haveNameMatching(NAMES_WITHOUT_MEANING));
	}

	@ParameterizedTest
	@ValueSource(strings = { "main", "test", "jmh" })
	void filesShouldBeShort(String sources) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src", sources, "java"))) {
			List<String> tooLong = files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> lines(file) > MAX_LINES)
				.map((file) -> file.getFileName().toString())
				.toList();
			assertThat(tooLong).isEmpty();
		}
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(false).check(CLASSES);
	}

	private static long lines(Path file) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package org.socketservice.cli.launch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.jspecify.annotations.Nullable;

/**
 * Loads the program's classes from the runnable jar, and those of the few libraries that
 * {@code send} needs, each when its first class is asked for. Spring Boot's loader serves
 * all of them, which takes longer than to send a message.
 */
final class NestedClasses extends ClassLoader {

	private static final String PROGRAM = "BOOT-INF/classes/";

	/** Packages, and how the names of the jars begin that have them. */
	private static final Map<String, String> LIBRARIES = Map.of("picocli/", "BOOT-INF/lib/picocli-", "io/netty/",
			"BOOT-INF/lib/netty-transport-");

	private final JarFile jar;

	private final Map<String, Map<String, byte[]>> libraries = new HashMap<>();

	/**
	 * Create a loader.
	 * @param jar the runnable jar
	 * @param parent loads what lies at the jar's root, and Java itself
	 */
	NestedClasses(JarFile jar, ClassLoader parent) {
		super(parent);
		this.jar = jar;
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		String path = name.replace('.', '/') + ".class";
		try {
			byte[] bytes = program(path);
			if (bytes == null) {
				bytes = library(path);
			}
			if (bytes != null) {
				return defineClass(name, bytes, 0, bytes.length);
			}
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
		throw new ClassNotFoundException(name);
	}

	private byte @Nullable [] program(String path) throws IOException {
		JarEntry entry = this.jar.getJarEntry(PROGRAM + path);
		if (entry == null) {
			return null;
		}
		try (InputStream in = this.jar.getInputStream(entry)) {
			return in.readAllBytes();
		}
	}

	private synchronized byte @Nullable [] library(String path) throws IOException {
		for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
			if (path.startsWith(library.getKey())) {
				Map<String, byte[]> classes = this.libraries.get(library.getValue());
				if (classes == null) {
					classes = open(library.getValue());
					this.libraries.put(library.getValue(), classes);
				}
				return classes.get(path);
			}
		}
		return null;
	}

	private Map<String, byte[]> open(String prefix) throws IOException {
		Map<String, byte[]> classes = new HashMap<>();
		for (JarEntry nested : Collections.list(this.jar.entries())) {
			if (nested.getName().startsWith(prefix)) {
				try (ZipInputStream in = new ZipInputStream(this.jar.getInputStream(nested))) {
					for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
						if (entry.getName().endsWith(".class")) {
							classes.put(entry.getName(), in.readAllBytes());
						}
					}
				}
			}
		}
		return classes;
	}

	@Override
	public @Nullable InputStream getResourceAsStream(String name) {
		try {
			JarEntry entry = this.jar.getJarEntry(PROGRAM + name);
			return (entry != null) ? this.jar.getInputStream(entry) : super.getResourceAsStream(name);
		}
		catch (IOException ex) {
			return null;
		}
	}

}

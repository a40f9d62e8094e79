package example;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Fields that Kubernetes does not know: what was read into none comes out again as it went in, after those that were.
 */
final class UnknownFields {

	private UnknownFields() {
	}

	static List<String> of(Object object) {
		List<String> unknown = new ArrayList<>();
		collect(object, object.getClass().getSimpleName(), unknown);
		return unknown;
	}

	private static void collect(Object object, String path, List<String> unknown) {
		if (object instanceof Collection<?> items) {
			items.forEach((item) -> collect(item, path + "[]", unknown));
		}
		else if (object instanceof Map<?, ?> map) {
			map.forEach((key, value) -> collect(value, path + "." + key, unknown));
		}
		else if (object != null && object.getClass().getName().startsWith("io.fabric8.")) {
			for (Method method : object.getClass().getMethods()) {
				boolean getter = method.getParameterCount() == 0 && method.getName().startsWith("get")
						&& method.getDeclaringClass() != Object.class;
				if (!getter || Modifier.isStatic(method.getModifiers())) {
					continue;
				}
				Object value = invoke(method, object);
				String name = path + "." + method.getName().substring(3);
				if (method.getName().equals("getAdditionalProperties")) {
					((Map<?, ?>) value).keySet().forEach((key) -> unknown.add(path + "." + key));
				}
				else {
					collect(value, name, unknown);
				}
			}
		}
	}

	private static Object invoke(Method method, Object object) {
		try {
			return method.invoke(object);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

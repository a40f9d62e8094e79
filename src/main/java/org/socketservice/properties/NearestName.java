package org.socketservice.properties;

import java.util.Collection;
import java.util.Comparator;

import org.jspecify.annotations.Nullable;

/**
 * Finds the name a user probably meant.
 */
public final class NearestName {

	private NearestName() {
	}

	/**
	 * Find the name nearest to a misspelt one.
	 * @param misspelt what was written
	 * @param names what could have been meant
	 * @return the nearest, {@code null} if none is near: a third of the letters or two
	 * may be wrong, but not all ({@code on} does not mean {@code off})
	 */
	public static @Nullable String of(String misspelt, Collection<String> names) {
		int tolerated = Math.max(2, misspelt.length() / 3);
		return names.stream()
			.filter((name) -> distance(misspelt, name) <= Math.min(tolerated,
					Math.min(misspelt.length(), name.length()) - 1))
			.min(Comparator.comparingInt((String name) -> distance(misspelt, name))
				.thenComparing(Comparator.naturalOrder()))
			.orElse(null);
	}

	/**
	 * Letters inserted, left out, replaced or swapped with their neighbour (optimal
	 * string alignment distance).
	 */
	private static int distance(String a, String b) {
		int[][] cost = new int[a.length() + 1][b.length() + 1];
		for (int i = 0; i <= a.length(); i++) {
			for (int j = 0; j <= b.length(); j++) {
				cost[i][j] = (i == 0 || j == 0) ? i + j : cheapest(a, b, i, j, cost);
			}
		}
		return cost[a.length()][b.length()];
	}

	private static int cheapest(String a, String b, int i, int j, int[][] cost) {
		boolean same = a.charAt(i - 1) == b.charAt(j - 1);
		int cheapest = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
		boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
		return swapped ? Math.min(cheapest, cost[i - 2][j - 2] + 1) : cheapest;
	}

}

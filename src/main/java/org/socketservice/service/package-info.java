/**
 * The point of it all: a request in, a reply out. Knows neither sockets nor Spring.
 */
@NullMarked
package org.socketservice.service;

import org.jspecify.annotations.NullMarked;

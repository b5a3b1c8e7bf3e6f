"""TensorFlow Lesson Lab: the computations, charts, words and frame of the lessons."""

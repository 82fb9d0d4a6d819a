"""What the processes of main.py run."""
import time


def count_words(text, q):
    words = text.split()
    time.sleep(0.2 * len(words))
    q.put(len(words))

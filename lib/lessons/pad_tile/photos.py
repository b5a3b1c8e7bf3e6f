"""Four tiny photographs, inside the program so that it runs wherever it is pasted.

Cut from "china" by danielbuechele and "flower" by vultilion (both on Flickr), CC BY 2.0
(https://creativecommons.org/licenses/by/2.0/), as scikit-learn ships them; made by
tests/lessons/pad_tile/make_photos.py.
"""

import tensorflow as tf

SHEET = (
    "_9j_4AAQSkZJRgABAQAAAQABAAD_2wBDAAkGBwgHBgkIBwgKCgkLDRYPDQwMDRsUFRAWIB0iIiAdHx8kKDQsJCYx"
    "Jx8fLT0tMTU3Ojo6Iys_RD84QzQ5Ojf_2wBDAQoKCg0MDRoPDxo3JR8lNzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3"
    "Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzf_wAARCAA4ADgDAREAAhEBAxEB_8QAGQABAQADAQAAAAAAAAAAAAAA"
    "BgUDBAcB_8QAMxAAAgECBAUBBgUFAQAAAAAAAQIDBBEABRIhBhMxQVFhFCIjcYGRBzJiobEVM1OC0fD_xAAaAQAC"
    "AwEBAAAAAAAAAAAAAAACBAADBQEG_8QALhEAAgIBAgMGBgIDAAAAAAAAAQIAEQMEIQUSMRNBUXHB0QYUIjKRoWHw"
    "I4GC_9oADAMBAAIRAxEAPwDNmHHVHJmkNXQV0RFOCgRlblyA9d7b9tx0tgWzZC4bl2EJcWMKQW38tou4d4zyfO3E"
    "EM3KqibcmQ9T-kjY4aGQGLFCIrTEJkAkvPq-no56RKmZYxKH06tgSNPf64qfIqEAmWqLg78S6qmTIeTV5U1bHLfR"
    "LqAWBwNmJ633Ppsb4jNtOgb7Tk1AKckf2Fso2VBvv3uf4xSTLR5SvSGhNSvOpoZFLAMgASwG9xjlwqBHSaWX1QKl"
    "onlLktftfp6WxLnQrV_faMOA8zlhzOMQRRESfDEk0ZOgdT73_vGIpo7SOjFbI2nXFrIf8qffF-8WsQf-IgNc-WCB"
    "rqvN1Mu5F9Fh_P2wtnxs9QgwE53xjmOYGlXKpy7RFtfOlJGsWtYdrDBgFVoyK28i5VRLHJIak0tyg0qZtXf9PyxW"
    "5sbX-IwjlTvX9_1KsM1NTziYinlKkXW5Jb0vgaJ8f17ywZq6V-_aS6HNMugpVjSeZvzH8ii-_jt8sEUJN-8rV2UV"
    "Z_Ut8P55qqglLzXiZffBUkjwRbpgSoHWGDkfpZHn7Tp9IESnj5iB30jUxUAnDQax1iBWjVQ5xXWRU1TQ-zMuteZq"
    "Gu4F9Nr_AL4V1GUqyld4aLYIMA8RtUZxIfa6qOKKIaNEd_eB3uRjpzmukIKFkyl4fjuw9oqDEyqV0Jc_I79cD24P"
    "nLkKVvKtLkdNHKZDTVc3f3tKC_744cviR-ZeoA3Cn8SHQ5lTL8NMuptrkMxLGx7YZGEsfuiDaw41-2XMt4jagKyx"
    "Qx6VveNAEvf1Avgm0qlb5t5WnEspfl5dpjquMM1qmIo0MEZJPLEhNvO-KkxFvpuyJMmpVWJIqUOD6d86SqSabktT"
    "MlhIpk16tV9rjx--FdaeyKk_zHNEnzN0aqIBwtHzXBqhYWBHK2-nvbYU-avYCO_IHqT-p7DwgjSjkVrog95fg36f"
    "7Ynbg9ZWdEy98Pca0dbkUcUsnMqqWVbGZGMZje-wPW1x97Ya05DdNotnVsZs7zLwdwPQNQxZhm-qZpgWjp1fSNPY"
    "kjcn0wWq1ZxsVSd0uj7ZQzxGMj4YmRaUZbTAJ0ZSVf1u173-fjCK63Jd3NM8MQL9sB8bZA3DtdBLRzM9DUkhGJuy"
    "kdVPna1jjU02ftDffMHV6QYz4ypwhVQUUdaXZiZVQoV8i_8A3FPFkP0Ed9-kd-G1bIco8K9ZSjzwSVUaNKW12BsL"
    "Hfe58bYyOxYAmes5VAodREGXZkZFhtOoD6gCouCO1jjisQQDFc2IbmZOIoGzLh-vo2iM8klM2jRYHUN1HzuMN4Gp"
    "wTMnVJaECa9YxmylRSI1lj2IuRYDrt3_AJxTlvm3juiKioZy5Z0rFusoJJV2uWud9tupxH5Ss0i2282vxEMcvD8A"
    "kA5_tC6Adyux1b28Yd4fzdoZ5nirIqXCWQiQxVS6WeK6KwXoL6iLkbjp2wxxBhaDz9IXw_VZSOv0-src5PZ11opX"
    "WGYliBqvsduv3GM4DeekZf52iDJGaGninMU0cKkqsaxblr9d8UPXNfhBynmsDrElMG0IYhIovqdu4-nf1x1Npl5q"
    "Nzm_DHFUH9OSjzK-iMWEiqSbdgQOvj5Y1NRp7PMvfMrR6psQpu6Ikz7KUQMaqQlhdgiFmJ9elx2sennCvyr1zVtH"
    "H4niB5b3hPiusqcyzAF15VNGvwow17X6n5nGlpcP-K1mDxHUFstNM_BMUMs86yhCrWUtIToHuvs1vPnthXiAoLR8"
    "fSa3AGKjL_z6y_TZTC0vMnF4owSk1OoCNa4IN-wAAv6Yz-Zuk9GzgDbr4SpQUMNI0bPNNPKV1CSM61ufrte-B3sF"
    "ovkylgQJ5neax5fk1RO1VK85GhYpLqQ_b0Nuu3jDOnxF2rumXrM4xIT-J__Z"
)


def photos() -> tf.Tensor:
    """Decode the four photographs.

    Shape: (4, 28, 28, 3), uint8.
    """
    sheet = tf.io.decode_jpeg(tf.io.decode_base64(SHEET))
    return tf.stack([sheet[:28, :28], sheet[:28, 28:], sheet[28:, :28], sheet[28:, 28:]])
